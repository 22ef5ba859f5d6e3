import { Missing } from "@/components/states/missing";

export default function NotFound() {
  return (
    <main className="mx-auto w-full max-w-6xl px-4 md:px-8">
      <Missing />
    </main>
  );
}
