import clsx from "clsx";
import { useId } from "react";

export interface RadioListProps<T extends string> {
  label: string;
  /** The label is only heard, where a heading says it to the eye. */
  quiet?: boolean;
  value: T;
  options: readonly { value: T; text: string; hint?: string; disabled?: boolean }[];
  disabled?: boolean;
  onChange: (value: T) => void;
}

/** One of a few, each with a sentence that says what it means. */
export function RadioList<T extends string>({ label, quiet = false, value, options, disabled = false, onChange }: RadioListProps<T>) {
  const name = useId();
  return (
    <fieldset disabled={disabled} className="grid gap-2">
      <legend className={quiet ? "sr-only" : "mb-1 text-small text-mist"}>{label}</legend>
      {options.map((option) => (
        <label
          key={option.value}
          className={clsx(
            "grid cursor-pointer grid-cols-[auto_minmax(0,1fr)] items-start gap-x-3 rounded-md border px-3 py-2 text-small has-disabled:cursor-not-allowed has-disabled:text-silt has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-ultra",
            option.value === value ? "border-foam text-foam" : "border-line text-mist hover:bg-reef",
          )}
        >
          <input type="radio" name={name} value={option.value} checked={option.value === value} disabled={option.disabled === true} onChange={() => onChange(option.value)} className="mt-1 accent-foam outline-none" />
          <span>
            {option.text}
            {option.hint !== undefined && <span className="block text-caption text-silt">{option.hint}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
