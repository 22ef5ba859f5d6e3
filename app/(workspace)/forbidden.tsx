import { Forbidden } from "@/components/states/forbidden";

export default function WorkspaceForbidden() {
  return (
    <div className="mx-auto w-full max-w-6xl px-4 md:px-8">
      <Forbidden />
    </div>
  );
}
