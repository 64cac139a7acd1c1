import type { Command } from 'commander';
import type { Shell } from '../shell.ts';
export function define(_command: Command, _shell: Shell): void {}
