import { Loading } from "@/components/states/loading";

export default function SettingsLoading() {
  return <Loading />;
}
