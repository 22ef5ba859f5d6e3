"use client";

import { useQuery } from "@tanstack/react-query";
import { Command } from "cmdk";
import { CirclePause, CirclePlay, CornerDownLeft, Keyboard, Languages, LogOut, Palette as PaletteIcon } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useState } from "react";
import { foundIncidents } from "@/lib/client/query/incident";
import { locales } from "@/lib/i18n/locale";
import { ClockTime } from "../ui/clock-time";
import { Dialog } from "../ui/dialog";
import { places } from "./places";
import { leave } from "./sign-out";
import { themes } from "./theme";
import type { BrakeState } from "./use-brake";
import { useGo } from "./use-go";
import { useLocaleChoice } from "./use-locale-choice";
import { useSettled } from "./use-settled";
import { wearTheme, wornTheme } from "./wear-theme";

export interface CommandPaletteProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  brake: BrakeState;
  onHelp: () => void;
}

/** Everything by name: pages, incidents as the server finds them, and the acts of the frame. */
export function CommandPalette(props: CommandPaletteProps) {
  const t = useTranslations("command");
  return (
    <Dialog open={props.open} onOpenChange={props.onOpenChange} title={t("title")} look="bare">
      <Content {...props} />
    </Dialog>
  );
}

function Content({ onOpenChange, brake, onHelp }: CommandPaletteProps) {
  const t = useTranslations("command");
  const [text, setText] = useState("");
  function run(act: () => void) {
    onOpenChange(false);
    // The dialog gives the focus back as it closes; what the act does with it comes after.
    requestAnimationFrame(act);
  }
  return (
    <Command label={t("title")} loop className="grid max-h-[min(480px,calc(100dvh-32px))] grid-rows-[auto_minmax(0,1fr)]">
      <Command.Input ref={takeFocus} value={text} onValueChange={setText} placeholder={t("placeholder")} className="h-12 w-full border-b border-line bg-transparent px-4 text-body text-foam outline-none placeholder:text-silt" />
      <Command.List className="overflow-y-auto p-2">
        <Command.Empty className="p-4 text-small text-silt">{t("nothing")}</Command.Empty>
        <Incidents text={text} run={run} />
        <Places run={run} />
        <Acts run={run} brake={brake} onHelp={onHelp} />
      </Command.List>
    </Command>
  );
}

/** A dialog gives the focus to what bears the attribute, which React does not write. */
function takeFocus(input: HTMLInputElement | null): void {
  input?.setAttribute("autofocus", "");
}

type Run = (act: () => void) => void;

function Places({ run }: { run: Run }) {
  const t = useTranslations("command");
  const tShell = useTranslations("shell");
  const go = useGo();
  return (
    <Group heading={t("places")}>
      {places.map(({ href, key }) => (
        <Line key={href} value={`${tShell(key)} ${href}`} icon={<CornerDownLeft aria-hidden className="size-4" />} onSelect={() => run(() => go(href))}>
          {tShell(key)}
        </Line>
      ))}
    </Group>
  );
}

function Incidents({ text, run }: { text: string; run: Run }) {
  const t = useTranslations("command");
  const tStatus = useTranslations("incident.status");
  const go = useGo();
  const asked = useSettled(text.trim());
  const { data } = useQuery({ ...foundIncidents(asked), enabled: asked.length > 1 });
  const found = asked.length > 1 ? (data?.items ?? []) : [];
  if (found.length === 0) return null;
  return (
    <Group heading={t("incidents")}>
      {found.map((incident) => (
        <Line key={incident.id} value={`${text} ${incident.id}`} icon={<span className="size-4" />} onSelect={() => run(() => go(`/incidents/${incident.id}`))}>
          <span className="min-w-0 flex-1 truncate">{incident.title}</span>
          <span className="flex shrink-0 gap-3 text-caption text-silt">
            {tStatus(incident.status)}
            <ClockTime at={incident.openedAt} />
          </span>
        </Line>
      ))}
    </Group>
  );
}

function Acts({ run, brake, onHelp }: { run: Run; brake: BrakeState; onHelp: () => void }) {
  const t = useTranslations();
  const locale = useLocale();
  const chooseLocale = useLocaleChoice();
  const brakeText = brake.paused ? t("automation.resume") : t("automation.pause");
  return (
    <Group heading={t("command.acts")}>
      <Line value={`${brakeText} brake pause resume`} disabled={brake.disabled} icon={brake.paused ? <CirclePlay aria-hidden className="size-4" /> : <CirclePause aria-hidden className="size-4" />} onSelect={() => run(brake.press)}>
        {brakeText}
      </Line>
      {themes
        .filter((theme) => theme !== wornTheme())
        .map((theme) => (
          <Line key={theme} value={`${t("theme.label")} ${t(`theme.${theme}`)} theme ${theme}`} icon={<PaletteIcon aria-hidden className="size-4" />} onSelect={() => run(() => wearTheme(theme))}>
            {t("command.theme", { theme: t(`theme.${theme}`) })}
          </Line>
        ))}
      {locales
        .filter((other) => other !== locale)
        .map((other) => (
          <Line key={other} value={`${t("locale.label")} ${t(`locale.${other}`)} language ${other}`} icon={<Languages aria-hidden className="size-4" />} onSelect={() => run(() => chooseLocale(other))}>
            {t("command.language", { language: t(`locale.${other}`) })}
          </Line>
        ))}
      <Line value={`${t("shortcut.title")} help shortcuts`} icon={<Keyboard aria-hidden className="size-4" />} onSelect={() => run(onHelp)}>
        {t("shortcut.title")}
      </Line>
      <Line value={`${t("shell.signOut")} sign out`} icon={<LogOut aria-hidden className="size-4" />} onSelect={() => run(() => void leave())}>
        {t("shell.signOut")}
      </Line>
    </Group>
  );
}

function Group({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Command.Group heading={heading} className="[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:text-caption [&_[cmdk-group-heading]]:text-silt">
      {children}
    </Command.Group>
  );
}

function Line({ value, icon, disabled, onSelect, children }: { value: string; icon: ReactNode; disabled?: boolean; onSelect: () => void; children: ReactNode }) {
  return (
    <Command.Item value={value} disabled={disabled} onSelect={onSelect} className="row flex cursor-pointer items-center gap-3 rounded-md px-3 text-small text-mist aria-disabled:text-silt data-[selected=true]:bg-reef data-[selected=true]:text-foam">
      <span className="shrink-0 text-silt">{icon}</span>
      {children}
    </Command.Item>
  );
}
