import type { ReactNode } from "react";
import { useId } from "react";

export interface SwitchProps {
  label: string;
  hint?: ReactNode;
  checked: boolean;
  disabled?: boolean;
  onChange: (checked: boolean) => void;
}

/** Something that is on or off at once, without a button to save it. */
export function Switch({ label, hint, checked, disabled, onChange }: SwitchProps) {
  const id = useId();
  return (
    <div className="flex items-start justify-between gap-4 text-small">
      <div>
        <label htmlFor={id} className={disabled ? "text-silt" : "text-foam"}>
          {label}
        </label>
        {hint !== undefined && (
          <p id={`${id}-hint`} className="text-caption text-silt">
            {hint}
          </p>
        )}
      </div>
      <input
        id={id}
        type="checkbox"
        role="switch"
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.target.checked)}
        className="relative h-6 w-10 shrink-0 cursor-pointer appearance-none rounded-lg border border-edge bg-deep transition-colors before:absolute before:top-0.75 before:left-0.75 before:size-4 before:rounded-full before:bg-silt before:transition-transform checked:border-foam checked:before:translate-x-4 checked:before:bg-foam disabled:cursor-not-allowed disabled:border-line"
      />
    </div>
  );
}
