import clsx from "clsx";
import type { ReactNode } from "react";

/** The column every page of the workspace stands in, with its margins; `wide` for tables. */
export function Page({ wide = false, children }: { wide?: boolean; children: ReactNode }) {
  return <div className={clsx("mx-auto grid w-full content-start gap-6 px-4 py-6 md:px-8", wide ? "max-w-7xl" : "max-w-6xl")}>{children}</div>;
}
