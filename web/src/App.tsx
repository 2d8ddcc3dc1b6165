import { lazy, Suspense, useEffect, useState, type ComponentType } from 'react';
import { BrowserRouter, Link, Route, Routes } from 'react-router';
import { useSession, whoami } from './api/client';
import { client } from './api/queries';
import { Login } from './pages/Login';
import { Dashboard } from './pages/dashboard/Dashboard';
import { Shell } from './shell/Shell';
import { Empty, Failure, Loading, Page } from './ui/basics';
import { dismiss } from './ui/Dialog';

// A page is fetched when it is first gone to.
const page = (load: () => Promise<{ default: ComponentType }>) => lazy(load);
const routes: [path: string, element: ComponentType][] = [
  ['orders/:id?', page(() => import('./pages/orders/Orders'))],
  ['positions', page(() => import('./pages/positions/Positions'))],
  ['strategies', page(() => import('./pages/strategies/Strategies'))],
  ['strategies/:id', page(() => import('./pages/strategies/StrategyPage'))],
  ['risk', page(() => import('./pages/risk/Risk'))],
  ['screener', page(() => import('./pages/screener/Screener'))],
  ['charts', page(() => import('./pages/charts/Charts'))],
  ['ladder/:symbol?', page(() => import('./pages/ladder/Ladder'))],
  ['depth/:symbol?', page(() => import('./pages/depth/DepthMap'))],
  ['backtests/:id?', page(() => import('./pages/backtests/Backtests'))],
  ['sweeps/:id?', page(() => import('./pages/sweeps/Sweeps'))],
  ['latency', page(() => import('./pages/latency/Latency'))],
  ['alerts', page(() => import('./pages/alerts/Alerts'))],
  ['recovery', page(() => import('./pages/recovery/Recovery'))],
  ['audit', page(() => import('./pages/audit/Audit'))],
  ['faults', page(() => import('./pages/faults/Faults'))],
  ['settings', page(() => import('./pages/settings/Settings'))],
];

export function App() {
  const { token, user } = useSession();
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    if (token === null) {
      client.clear();
      // A question isn't left to whoever logs in next.
      dismiss();
    } else if (user === null) whoami().catch(setError);
  }, [token, user]);
  if (token === null) return <Login />;
  if (user === null)
    return error === null ? <Loading /> : (
      <Failure
        error={error}
        retry={() => {
          setError(null);
          whoami().catch(setError);
        }}
      />
    );
  return (
    <BrowserRouter basename="/app">
      <Routes>
        <Route element={<Shell />}>
          <Route index element={<Dashboard />} />
          {routes.map(([path, Element]) => (
            <Route key={path} path={path} element={<Suspense fallback={<Loading />}>{<Element />}</Suspense>} />
          ))}
          <Route path="*" element={<Missing />} />
        </Route>
      </Routes>
    </BrowserRouter>
  );
}

function Missing() {
  return (
    <Page title="Not found">
      <Empty action={<Link to="/">To the dashboard</Link>}>There is no such page.</Empty>
    </Page>
  );
}
