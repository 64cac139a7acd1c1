/**
 * node:sqlite, looked up when a store is first used: Node 22 warns at its import, and commands that open no
 * database are in the same file as those that do.
 */
export const { DatabaseSync, backup } = process.getBuiltinModule('node:sqlite');
export type DatabaseSync = InstanceType<typeof DatabaseSync>;
