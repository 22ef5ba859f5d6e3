"use client";

import { useState } from "react";
import type { ButtonProps } from "./button";
import { Button } from "./button";

export interface SureButtonProps extends Omit<ButtonProps, "onClick" | "children"> {
  text: string;
  /** What the second press will do, with its name. */
  sure: string;
  busy?: boolean;
  onSure: () => void;
}

/** A button for what cannot be taken back: the first press asks, the second does; leaving it forgets the first. */
export function SureButton({ text, sure, busy = false, disabled, onSure, ...rest }: SureButtonProps) {
  const [asked, setAsked] = useState(false);
  return (
    <Button
      {...rest}
      aria-busy={busy}
      disabled={disabled === true || busy}
      onBlur={() => setAsked(false)}
      onKeyDown={(event) => event.key === "Escape" && setAsked(false)}
      onClick={() => {
        setAsked(!asked);
        if (asked) onSure();
      }}
    >
      <span aria-live="polite">{asked ? sure : text}</span>
    </Button>
  );
}
