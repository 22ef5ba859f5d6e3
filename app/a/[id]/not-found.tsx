import { Missing } from "@/components/states/missing";

export default function OneApprovalMissing() {
  return (
    <main className="mx-auto w-full max-w-xl px-4">
      <Missing />
    </main>
  );
}
