import { Loading } from "@/components/states/loading";
import { Page } from "@/components/ui/page";

export default function PoliciesLoading() {
  return (
    <Page wide>
      <Loading />
    </Page>
  );
}
