import { useContext, useEffect, useRef } from 'react';
import { UNSAFE_NavigationContext as NavigationContext } from 'react-router';

type To = string | { pathname?: string };
interface Pushing { push: (to: To, ...rest: unknown[]) => void; replace: (to: To, ...rest: unknown[]) => void }

// The router hears of the browser's Back in the order of listening: this has to be listening before it is made, so main.tsx has it first.
let onPop: ((e: PopStateEvent) => void) | null = null;
window.addEventListener('popstate', e => onPop?.(e));

/**
 * Has `ask` called with the way on when somebody is about to leave this page by a link, a key or the browser's Back; closing the tab
 * asks in the browser's own words. The router has blocking only together with its data loading, which the page doesn't use.
 */
export function useAskBeforeLeaving(isOn: boolean, ask: (go: () => void) => void): void {
  const { navigator } = useContext(NavigationContext);
  const asking = useRef(ask);
  asking.current = ask;
  useEffect(() => {
    if (!isOn) return;
    const pushing = navigator as unknown as Pushing;
    const { push, replace } = pushing;
    const guarded = (way: Pushing['push']): Pushing['push'] => (to, ...rest) => {
      const path = typeof to === 'string' ? to.split(/[?#]/)[0] : to.pathname;
      if (path === undefined || path === '' || path === location.pathname) way.call(navigator, to, ...rest);
      else asking.current(() => way.call(navigator, to, ...rest));
    };
    pushing.push = guarded(push);
    pushing.replace = guarded(replace);

    const here = location.pathname;
    let index = indexNow(), isReturning = false;
    // The router doesn't hear it: the address is put back, and the page stays.
    const stay = (e: PopStateEvent) => {
      if (isReturning) {
        isReturning = false;
        e.stopImmediatePropagation();
      } else if (location.pathname !== here) {
        e.stopImmediatePropagation();
        const steps = indexNow() - index;
        isReturning = true;
        history.go(-steps);
        asking.current(() => history.go(steps));
      } else {
        index = indexNow();
      }
    };
    onPop = stay;
    const onUnload = (e: BeforeUnloadEvent) => e.preventDefault();
    window.addEventListener('beforeunload', onUnload);
    return () => {
      pushing.push = push;
      pushing.replace = replace;
      if (onPop === stay) onPop = null;
      window.removeEventListener('beforeunload', onUnload);
    };
  }, [isOn, navigator]);
}

// The router numbers its entries.
function indexNow(): number {
  const state = history.state as { idx?: number } | null;
  return state?.idx ?? 0;
}
