import clsx from "clsx";
import type { ComponentProps } from "react";

const looks = {
  primary: "bg-claw text-on-claw font-medium hover:brightness-110 disabled:bg-reef disabled:text-silt disabled:hover:brightness-100",
  strong: "bg-foam text-abyss font-medium hover:bg-mist disabled:bg-reef disabled:text-silt",
  plain: "border border-edge text-foam hover:bg-reef disabled:border-line disabled:text-silt disabled:hover:bg-transparent",
  quiet: "text-mist hover:bg-reef hover:text-foam disabled:text-silt disabled:hover:bg-transparent",
} as const;

export interface ButtonProps extends ComponentProps<"button"> {
  look?: keyof typeof looks;
}

/** A button that a thumb and a mouse can both hit. */
export function Button({ look = "plain", className, type = "button", ...rest }: ButtonProps) {
  return <button type={type} className={clsx("row inline-flex items-center justify-center gap-2 rounded-md px-3 text-small transition-colors duration-120 select-none", looks[look], className)} {...rest} />;
}
