/** A command to copy, as it is typed. */
export function CommandLine({ command }: { command: string }) {
  return (
    <code translate="no" className="block overflow-x-auto rounded-md bg-reef px-3 py-2 font-mono text-small select-all">
      {command}
    </code>
  );
}
