/** Nothing is here, and that is fine. */
export function Empty({ title, body }: { title: string; body?: string }) {
  return (
    <div className="grid gap-1 py-12">
      <p className="text-lead text-mist">{title}</p>
      {body && <p className="text-body text-silt">{body}</p>}
    </div>
  );
}
