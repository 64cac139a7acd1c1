import { useQuery } from '@tanstack/react-query';
import type { Described } from './messages.ts';
import { ask } from './verifier.ts';

/** Points a second that this device verifies, measured once; undefined until that is known. */
export function useSpeed(scheme: Described['scheme'] | undefined): number | undefined {
  const { data } = useQuery({
    queryKey: ['verify-speed', scheme],
    queryFn: () => ask('measure', { scheme: scheme! }),
    enabled: scheme !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return data;
}
