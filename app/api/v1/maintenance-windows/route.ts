import { createMaintenanceWindow, listMaintenanceWindows } from "@/lib/contracts/maintenance-window";
import { createWindow } from "@/server/maintenance-window/create";
import { listWindows } from "@/server/maintenance-window/read";
import { route } from "@/server/platform/http/route";

export const GET = route(listMaintenanceWindows, ({ ctx, query }) => listWindows(ctx, query));
export const POST = route(createMaintenanceWindow, ({ ctx, headers, body }) => createWindow(ctx, { idempotencyKey: headers["idempotency-key"], body }));
