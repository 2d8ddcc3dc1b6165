import { useSyncExternalStore } from 'react';

const phone = matchMedia('(max-width: 760px)');

/** Whether the page is as narrow as on a phone, where what can't be left out by styles alone is made otherwise. */
export function useIsPhone(): boolean {
  return useSyncExternalStore(
    watch => {
      phone.addEventListener('change', watch);
      return () => phone.removeEventListener('change', watch);
    },
    () => phone.matches,
  );
}
