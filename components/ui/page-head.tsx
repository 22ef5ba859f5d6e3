import type { ReactNode } from "react";

export interface PageHeadProps {
  title: ReactNode;
  /** One sentence about what the page is for. */
  body?: ReactNode;
  /** What can be done with the whole page. */
  children?: ReactNode;
}

/** The head of a page: its one h1, what it is for, and what can be done here. */
export function PageHead({ title, body, children }: PageHeadProps) {
  return (
    <header className="flex flex-wrap items-end justify-between gap-x-8 gap-y-3">
      <div className="min-w-0">
        <h1 className="text-title">{title}</h1>
        {body !== undefined && <p className="max-w-2xl text-body text-mist">{body}</p>}
      </div>
      {children !== undefined && <div className="flex flex-wrap items-center gap-2">{children}</div>}
    </header>
  );
}
