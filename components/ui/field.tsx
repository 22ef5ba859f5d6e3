import type { ComponentProps, ReactNode } from "react";
import { useId } from "react";

export interface FieldProps extends ComponentProps<"input"> {
  label: string;
  hint?: ReactNode;
}

/** A labelled input; the hint is read with it. */
export function Field({ label, hint, ...input }: FieldProps) {
  const id = useId();
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="text-small text-mist">
        {label}
      </label>
      <input id={id} aria-describedby={hint === undefined ? undefined : `${id}-hint`} className="h-11 w-full rounded-md border border-edge bg-abyss px-3 text-body text-foam aria-invalid:border-ember" {...input} />
      {hint !== undefined && (
        <div id={`${id}-hint`} className="text-caption text-mist">
          {hint}
        </div>
      )}
    </div>
  );
}
