/** As many entities as a person can still read in one picture; a blast radius keeps the relations among its nearest ones up to here. */
export const drawnEntities = 40;
