import { receiveGithub } from "@/lib/contracts/delivery";
import { webhookDoor } from "@/server/web/webhook-door";

export const POST = webhookDoor(receiveGithub, "github");
