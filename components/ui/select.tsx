import { ChevronDown } from "lucide-react";
import { useId } from "react";

export interface SelectProps<T extends string> {
  label: string;
  /** The label is only heard, where what stands around says it to the eye. */
  quiet?: boolean;
  value: T;
  options: readonly { value: T; text: string }[];
  disabled?: boolean;
  onChange: (value: T) => void;
}

/** One of many: the device's own list, which every finger, key and screen reader knows. */
export function Select<T extends string>({ label, quiet = false, value, options, disabled, onChange }: SelectProps<T>) {
  const id = useId();
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className={quiet ? "sr-only" : "text-small text-mist"}>
        {label}
      </label>
      <span className="relative inline-flex">
        <select
          id={id}
          value={value}
          disabled={disabled}
          onChange={(event) => {
            const chosen = options.find((option) => option.value === event.target.value);
            if (chosen !== undefined) onChange(chosen.value);
          }}
          className="row w-full cursor-pointer appearance-none rounded-md border border-edge bg-abyss pr-8 pl-3 text-small text-foam disabled:cursor-not-allowed disabled:text-silt"
        >
          {options.map((option) => (
            <option key={option.value} value={option.value} className="bg-shelf text-foam">
              {option.text}
            </option>
          ))}
        </select>
        <ChevronDown aria-hidden className="pointer-events-none absolute top-1/2 right-2 size-4 -translate-y-1/2 text-mist" />
      </span>
    </div>
  );
}
