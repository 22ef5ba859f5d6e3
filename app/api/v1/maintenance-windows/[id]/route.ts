import { changeMaintenanceWindow, deleteMaintenanceWindow, getMaintenanceWindow } from "@/lib/contracts/maintenance-window";
import { changeWindow, deleteWindow } from "@/server/maintenance-window/change";
import { getWindow } from "@/server/maintenance-window/read";
import { route } from "@/server/platform/http/route";

export const GET = route(getMaintenanceWindow, ({ ctx, params }) => getWindow(ctx, params));
export const PATCH = route(changeMaintenanceWindow, ({ ctx, params, body }) => changeWindow(ctx, { ...params, body }));
export const DELETE = route(deleteMaintenanceWindow, ({ ctx, params }) => deleteWindow(ctx, params));
