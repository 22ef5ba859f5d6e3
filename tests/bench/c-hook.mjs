import pg from "pg";
const agg=new Map(); globalThis.aggReset=()=>agg.clear(); const orig=pg.Client.prototype.query;
pg.Client.prototype.query=function(...a){ const text=typeof a[0]==="string"?a[0]:a[0]?.text??"?"; const key=text.replace(/\s+/g," ").trim().slice(0,70); const t=performance.now(); const r=orig.apply(this,a);
 if(r&&r.then) return r.then(v=>{const e=agg.get(key)??{n:0,ms:0}; e.n++; e.ms+=performance.now()-t; agg.set(key,e); return v;}); return r;};
process.on("exit",()=>{[...agg].sort((a,b)=>b[1].ms-a[1].ms).slice(0,22).forEach(([k,v])=>console.log(v.ms.toFixed(0).padStart(7),String(v.n).padStart(5),k));});
