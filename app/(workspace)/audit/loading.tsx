import { Loading } from "@/components/states/loading";
import { Page } from "@/components/ui/page";

export default function AuditLoading() {
  return (
    <Page wide>
      <Loading />
    </Page>
  );
}
