"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { InviteForm } from "@/components/account/invite-form";
import { PeopleTable } from "@/components/account/people-table";
import { hasRole, usePermission } from "@/components/account/use-permission";
import { Answer } from "@/components/states/answer";
import { Blocked } from "@/components/states/blocked";
import { Refused } from "@/components/states/refused";
import { call } from "@/lib/client/api";
import { api } from "@/lib/client/operations";
import { failureCode } from "@/lib/client/problem";
import { people } from "@/lib/client/query/settings";
import { sayDone } from "@/lib/client/store/notices";
import type { Person } from "@/lib/contracts/account";
import type { Role } from "@/lib/contracts/common";

/** Who can sign in, and the way in for somebody new. */
export function PeopleClient({ role, ownId }: { role: Role; ownId: string }) {
  const t = useTranslations("account");
  const sees = hasRole(role, "commander");
  return (
    <>
      <p className="max-w-2xl text-body text-mist">{t("intro")}</p>
      {sees ? <People role={role} ownId={ownId} /> : <Blocked reason={t("commanderOnly")} />}
    </>
  );
}

function People({ role, ownId }: { role: Role; ownId: string }) {
  const t = useTranslations("account");
  const queries = useQueryClient();
  const query = useQuery(people);
  const blocked = usePermission(role, "commander");
  const again = () => queries.invalidateQueries({ queryKey: people.queryKey });
  const change = useMutation({
    mutationFn: ({ person, next }: { person: Person; next: Role }) => call(api.changePersonRole, { params: { id: person.id }, body: { role: next } }),
    onSuccess: (person) => sayDone(t("roleChanged", { name: person.name, role: t(`role.${person.role}`) })),
    onSettled: again,
  });
  const remove = useMutation({ mutationFn: (person: Person) => call(api.removePerson, { params: { id: person.id } }), onSuccess: (person) => sayDone(t("removed", { name: person.name })), onSettled: again });
  const invite = useMutation({ mutationFn: (next: Role) => call(api.invitePerson, { body: { role: next } }), gcTime: 0 });
  const error = change.error ?? remove.error;
  return (
    <Answer query={query}>
      {({ items }) => (
        <>
          <Blocked reason={blocked} />
          <Refused error={error} words={failureCode(error) === "conflict" ? t("lastCommander") : undefined} />
          <PeopleTable
            people={items}
            ownId={ownId}
            busy={change.isPending || remove.isPending}
            blocked={blocked !== null}
            onRole={(person, next) => {
              remove.reset();
              change.mutate({ person, next });
            }}
            onRemove={(person) => {
              change.reset();
              remove.mutate(person);
            }}
          />
          <InviteForm invitation={invite.data ?? null} busy={invite.isPending} blocked={blocked !== null} error={invite.error} onInvite={invite.mutate} />
        </>
      )}
    </Answer>
  );
}
