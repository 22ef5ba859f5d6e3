"use client";

import clsx from "clsx";
import { useTranslations } from "next-intl";
import { useId } from "react";
import type { BlastRadius } from "@/lib/contracts/decision";
import { entityPath } from "../entity/entity-name";
import { layOutRadius } from "./lay-out-radius";

const path = (points: readonly { x: number; y: number }[]) => points.map(({ x, y }, place) => `${place === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`).join(" ");

/** How a failure of the target would travel, as a picture; the table beside it says the same. */
export function BlastGraph({ radius }: { radius: BlastRadius }) {
  const t = useTranslations("topology");
  const arrow = useId();
  const picture = layOutRadius(radius);
  return (
    <figure translate="no" className="grid gap-1">
      <div role="region" aria-label={t("picture")} tabIndex={0} className="overflow-x-auto rounded-md bg-deep p-3">
        <svg aria-hidden width={picture.width} height={picture.height} className="block">
          <defs>
            <marker id={arrow} viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" markerHeight="6" orient="auto-start-reverse">
              <path d="M0 0 L8 4 L0 8 z" className="fill-edge" />
            </marker>
          </defs>
          {picture.lines.map((points, place) => (
            <path key={place} d={path(points)} fill="none" className="stroke-edge" strokeWidth="1.25" markerEnd={`url(#${arrow})`} />
          ))}
          {picture.entities.map(({ place, name, x, y, width, height }) => {
            const reached = radius.entities[place];
            if (reached === undefined) return null;
            const target = place === 0;
            return (
              <g key={place} transform={`translate(${x} ${y})`}>
                <title>{entityPath(reached.entity)}</title>
                <rect width={width} height={height} rx="8" className={clsx("fill-shelf", target ? "stroke-foam" : "stroke-edge")} strokeWidth={target ? 2 : 1} />
                <text x={12} y={18} className="fill-foam font-mono text-caption">
                  {name}
                </text>
                <text x={12} y={34} className="fill-silt text-caption">
                  {target ? t("target") : t(`kind.${reached.entity.kind}`)}
                </text>
              </g>
            );
          })}
        </svg>
      </div>
      {picture.leftOut > 0 && <figcaption className="text-caption text-silt">{t("leftOut", { count: picture.leftOut })}</figcaption>}
    </figure>
  );
}
