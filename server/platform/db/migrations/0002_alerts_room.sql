-- A storm touches every alert in one transaction, and nothing it leaves behind can be cleared before its commit: only with room for
-- both versions of all rows of a page do touches stay heap-only updates.
ALTER TABLE "alerts" SET (fillfactor = 50);
