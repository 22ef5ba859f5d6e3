import { Loading } from "@/components/states/loading";

export default function IncidentsLoading() {
  return (
    <div className="mx-auto w-full max-w-6xl px-4 md:px-8">
      <Loading />
    </div>
  );
}
