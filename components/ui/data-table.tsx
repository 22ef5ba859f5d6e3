import clsx from "clsx";
import type { ReactNode } from "react";

export interface Column<Row> {
  key: string;
  heading: string;
  /** Numbers stand at the right, under each other. */
  numeric?: boolean;
  cell: (row: Row) => ReactNode;
}

export interface DataTableProps<Row> {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
}

/** Rows under headings; on a narrow screen the table scrolls by itself, also by key. */
export function DataTable<Row>({ label, columns, rows, rowKey }: DataTableProps<Row>) {
  return (
    <div role="region" aria-label={label} tabIndex={0} className="overflow-x-auto">
      <table className="w-full border-collapse text-left text-small">
        <thead>
          <tr>
            {columns.map(({ key, heading, numeric }) => (
              <th key={key} scope="col" className={clsx("border-b border-edge px-3 py-2 text-caption font-normal whitespace-nowrap text-silt first:pl-0 last:pr-0", numeric && "text-right")}>
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)} className="align-top">
              {columns.map(({ key, numeric, cell }) => (
                <td key={key} className={clsx("border-b border-line px-3 py-2 first:pl-0 last:pr-0", numeric && "text-right")}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
