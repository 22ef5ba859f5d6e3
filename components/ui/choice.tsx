import clsx from "clsx";
import { useId } from "react";

export interface ChoiceProps<T extends string> {
  label: string;
  value: T;
  options: readonly { value: T; text: string; lang?: string }[];
  onChange: (value: T) => void;
}

/** One of a few, all visible: a radio group that looks like a row of words. */
export function Choice<T extends string>({ label, value, options, onChange }: ChoiceProps<T>) {
  const name = useId();
  return (
    <fieldset>
      <legend className="mb-1 text-caption text-silt">{label}</legend>
      <div className="grid grid-cols-2 gap-1">
        {options.map((option) => (
          <label
            key={option.value}
            lang={option.lang}
            className={clsx(
              "row flex cursor-pointer items-center rounded-md border px-3 text-small has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-ultra",
              option.value === value ? "border-foam text-foam" : "border-line text-mist hover:bg-reef",
            )}
          >
            <input type="radio" name={name} value={option.value} checked={option.value === value} onChange={() => onChange(option.value)} className="sr-only" />
            {option.text}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
