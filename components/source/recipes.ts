import type { Source } from "@/lib/contracts/source";

/** A piece of configuration as it is pasted into a tool. */
export interface Recipe {
  /** Its name in `source.step`. */
  readonly step: Source["name"] | "watchdog" | "start";
  readonly text: string;
}

function alertmanager(url: string, secret: string): Recipe[] {
  return [
    {
      step: "alertmanager",
      text: `receivers:
  - name: awoooi
    webhook_configs:
      - url: ${url}
        send_resolved: true
        http_config:
          authorization:
            type: Bearer
            credentials: ${secret}
route:
  receiver: awoooi`,
    },
    {
      step: "watchdog",
      text: `route:
  receiver: awoooi
  routes:
    - receiver: awoooi
      matchers: [alertname="Watchdog"]
      group_wait: 0s
      group_interval: 1m
      repeat_interval: 50s`,
    },
  ];
}

const githubEvents = ["workflow_run", "deployment", "deployment_status", "push", "code_scanning_alert", "dependabot_alert", "secret_scanning_alert"];

function github(url: string, secret: string): Recipe[] {
  const events = githubEvents.map((event) => `-f 'events[]=${event}'`).join(" \\\n  ");
  return [{ step: "github", text: `gh api repos/OWNER/REPO/hooks -f name=web -F active=true \\\n  -f 'config[url]=${url}' \\\n  -f 'config[content_type]=json' \\\n  -f 'config[secret]=${secret}' \\\n  ${events}` }];
}

function kubernetes(url: string, secret: string): Recipe[] {
  return [
    {
      step: "kubernetes",
      text: `clusterName: prod
route:
  routes:
    - match:
        - receiver: awoooi
receivers:
  - name: awoooi
    webhook:
      endpoint: ${url}
      headers:
        Authorization: Bearer ${secret}
        Content-Type: application/json`,
    },
  ];
}

function kali(url: string, secret: string): Recipe[] {
  const send = (type: string, file: string) => `curl --fail-with-body -H 'Authorization: Bearer ${secret}' \\\n  -H 'Content-Type: ${type}' --data-binary @${file} \\\n  ${url}`;
  return [{ step: "kali", text: `nuclei -l targets.txt -jsonl -o scan.jsonl\n${send("application/jsonl", "scan.jsonl")}\n\n# SARIF 2.1.0\n${send("application/sarif+json", "results.sarif")}` }];
}

/** What to paste into a source's tool; `secret` stands where the tool wants it. Sentry makes its own secret, so AWOOOI is started with it. */
export function recipesOf({ name, url, secretName }: Pick<Source, "name" | "url" | "secretName">, secret: string): Recipe[] {
  switch (name) {
    case "alertmanager":
      return alertmanager(url, secret);
    case "signoz":
      return [{ step: "signoz", text: `Webhook URL   ${url}\nUser name     \nPassword      ${secret}` }];
    case "sentry":
      return [
        { step: "sentry", text: url },
        { step: "start", text: `${secretName}=<client secret> npm start` },
      ];
    case "github":
      return github(url, secret);
    case "kubernetes":
      return kubernetes(url, secret);
    case "kali":
      return kali(url, secret);
  }
}

/** How to start AWOOOI so that others reach it. */
export const openToOthers = "AWOOOI_HOST=0.0.0.0 AWOOOI_PUBLIC_URL=http://YOUR-HOST:3000 npm start";

/** Whether only this machine reaches an address. */
export function isLocalOnly(url: string): boolean {
  return ["localhost", "127.0.0.1", "[::1]"].includes(new URL(url).hostname);
}
