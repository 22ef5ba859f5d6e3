"use client";

import { useTranslations } from "next-intl";
import type { Person } from "@/lib/contracts/account";
import type { Role } from "@/lib/contracts/common";
import { Age } from "../ui/age";
import { DataTable } from "../ui/data-table";
import { Select } from "../ui/select";
import { SureButton } from "../ui/sure-button";
import { Tag } from "../ui/tag";

/** Roles from the least to the most. */
export const roles = ["viewer", "operator", "commander"] as const satisfies readonly Role[];

export interface PeopleTableProps {
  people: readonly Person[];
  /** Who is looking. */
  ownId: string;
  busy: boolean;
  blocked: boolean;
  onRole: (person: Person, role: Role) => void;
  onRemove: (person: Person) => void;
}

/** Everybody who can sign in, what they may do, and when they were last here. */
export function PeopleTable({ people, ownId, busy, blocked, onRole, onRemove }: PeopleTableProps) {
  const t = useTranslations("account");
  return (
    <DataTable
      label={t("list")}
      columns={[
        {
          key: "who",
          heading: t("column.who"),
          cell: (person: Person) => (
            <span className="grid min-w-40 gap-0.5">
              <span className="flex flex-wrap items-center gap-2">
                {person.name}
                {person.id === ownId && <Tag>{t("you")}</Tag>}
              </span>
              <span className="text-caption text-silt">{person.email}</span>
            </span>
          ),
        },
        { key: "role", heading: t("column.role"), cell: (person) => <div className="w-36"><Select label={t("roleOf", { name: person.name })} quiet value={person.role} disabled={busy || blocked} options={roles.map((role) => ({ value: role, text: t(`role.${role}`) }))} onChange={(role) => onRole(person, role)} /></div> },
        { key: "seen", heading: t("column.seen"), cell: (person) => (person.lastSeenAt === null ? <span className="text-silt">{t("notSeen")}</span> : <Age at={person.lastSeenAt} className="whitespace-nowrap" />) },
        { key: "act", heading: t("column.act"), cell: (person) => <SureButton look="quiet" busy={busy} disabled={blocked} text={t("remove")} sure={t("removeSure", { name: person.name })} onSure={() => onRemove(person)} /> },
      ]}
      rows={people}
      rowKey={(person) => person.id}
    />
  );
}
