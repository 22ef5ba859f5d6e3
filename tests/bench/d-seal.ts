import { openBenchStores } from "/work/main/tests/bench/stores";
import { createContainer } from "/work/main/server/container";
import { readConfig } from "/work/main/server/platform/config";
import { createLogger } from "/work/main/server/platform/log";
import { appendEvents } from "/work/main/server/event/append";
import { sealEvents } from "/work/main/server/event/seal";
const stores = await openBenchStores();
const c = createContainer(readConfig(stores.env as never), createLogger("bench","error"));
const ctx = c.ctx({kind:"automation",id:"x",name:"x"},"worker");
for (let r=0;r<30;r++){
  const n = r%2?500:20;
  await c.db.transaction((tx)=>appendEvents(ctx,tx,Array.from({length:n},(_,i)=>({type:"alert.fired",subject:{kind:"alert" as const,id:"alt_"+r+"_"+i},incidentId:"inc_"+i,origin:"live" as const,statement:{code:"alert_fired",params:{name:"x",entity:"y"}}}))));
  const a=performance.now(); const s=await sealEvents(c.db); const b=performance.now(); const z=await sealEvents(c.db); const d=performance.now();
  console.log(n,s,(b-a).toFixed(1),"empty",z,(d-b).toFixed(1));
}
await c.close(); await stores.drop(); process.exit();
