import { z } from "zod";

/** A tool outside that a human investigates further in. */
export const outsideTool = z.enum(["signoz", "grafana", "sentry", "alertmanager", "prometheus", "github"]).meta({ id: "OutsideTool" });
export type OutsideTool = z.infer<typeof outsideTool>;

/** A way out to another tool, on an allowed host, filtered to the time that matters; shown as a button that opens a new tab. */
export const outsideLink = z
  .object({
    tool: outsideTool,
    url: z.string().describe("http(s) only, and its host is on the allow-list."),
    subject: z.string().nullable().describe("What it shows, by the tool's own name: an alert, a service, a repository. Null when the tool says enough."),
  })
  .meta({ id: "OutsideLink" });
export type OutsideLink = z.infer<typeof outsideLink>;
