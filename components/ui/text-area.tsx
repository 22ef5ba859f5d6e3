import type { ComponentProps, ReactNode } from "react";
import { useId } from "react";

export interface TextAreaProps extends ComponentProps<"textarea"> {
  label: string;
  hint?: ReactNode;
  /** Written in letters of equal width, for configuration and commands. */
  mono?: boolean;
}

/** A labelled text of several lines; the hint is read with it. */
export function TextArea({ label, hint, mono = false, ...input }: TextAreaProps) {
  const id = useId();
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="text-small text-mist">
        {label}
      </label>
      <textarea id={id} aria-describedby={hint === undefined ? undefined : `${id}-hint`} className={`min-h-24 w-full rounded-md border border-edge bg-abyss px-3 py-2 text-foam aria-invalid:border-ember ${mono ? "font-mono text-small" : "text-body"}`} {...input} />
      {hint !== undefined && (
        <div id={`${id}-hint`} className="text-caption text-mist">
          {hint}
        </div>
      )}
    </div>
  );
}
