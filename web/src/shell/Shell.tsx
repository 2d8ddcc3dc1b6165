import { useEffect, useState } from 'react';
import { NavLink, Outlet, useLocation, useNavigate } from 'react-router';
import { Keyboard, LogOut, Menu, Moon, PanelLeft, Sun } from 'lucide-react';
import { Problem, logOut, useMay, useSession } from '../api/client';
import { stream, useLive, useNow, useStreamStatus } from '../api/live';
import { modeTexts } from '../api/mode';
import { isLost } from '../api/stream';
import { useHealth, useQuote, useRisk, useStatus } from '../api/queries';
import { sessionTimeOf, sessionTimeText } from '../api/sessionTime';
import type { Balance, Mode } from '../api/types';
import { dateTime, fixed, lasting } from '../format/format';
import { Badge, Button, Gain, useKept, useOverdue, useSilent } from '../ui/basics';
import { Dialog, Questions } from '../ui/Dialog';
import { Toasts } from '../ui/Toasts';
import { HelpSheet } from './HelpSheet';
import { useHotkeyListener, useHotkeys } from './hotkeys';
import { Restarted } from './Restarted';
import { ArmButton, KillButton, askToKillNow, killText } from './kill';
import { pages } from './pages';
import { setTheme, useTheme } from './theme';

/** What stands around every page: where one can go, and whether all is well. */
export function Shell() {
  const [isNarrow, setNarrow] = useKept('sidebar.narrow', false);
  const [isHelp, setHelp] = useState(false);
  const [isMore, setMore] = useState(false);
  const { theme } = useTheme();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const isAdmin = useMay('admin'), isTrader = useMay('trader');
  const risk = useRisk(), isRiskOld = useOverdue(risk), status = useStatus();
  const shown = pages.filter(p => p.role !== 'admin' || isAdmin);

  useEffect(() => {
    stream.start();
    return () => stream.stop();
  }, []);
  useEffect(() => setMore(false), [pathname]);
  useHotkeyListener();
  useHotkeys([
    { keys: '?', text: 'Show the keys', group: 'Everywhere', run: () => setHelp(true) },
    { keys: '[', text: 'Narrow or widen the side bar', group: 'Everywhere', run: () => setNarrow(!isNarrow) },
    { keys: 't', text: 'Dark or light', group: 'Everywhere', run: () => setTheme(theme === 'dark' ? 'light' : 'dark') },
    { keys: 'K', text: 'Kill: cancel all and stop trading', group: 'Everywhere', run: () => askToKillNow(risk.data, isRiskOld, isTrader) },
    ...shown.map(p => ({ keys: p.keys, text: p.text, group: 'Go to', run: () => void navigate(p.path) })),
  ]);

  return (
    <div className={`shell ${isNarrow ? 'narrow' : ''}`}>
      <a className="visually-hidden" href="#main">
        To the content
      </a>
      <aside className="sidebar">
        <NavLink className="brand" to="/" aria-label="Touchline">
          <img src="/app/icon.svg" width={22} height={22} alt="" />
          <span className="text">Touchline</span>
        </NavLink>
        <nav aria-label="Pages">
          {shown.map((page, i) => (
            <PageLinkItem key={page.path} page={page} starts={page.group !== '' && page.group !== shown[i - 1]?.group} narrow={isNarrow} />
          ))}
        </nav>
      </aside>
      <header className="topbar">
        <Button look="quiet" icon className="wide-only" aria-label="Narrow or widen the side bar" onClick={() => setNarrow(!isNarrow)}>
          <PanelLeft size={16} aria-hidden />
        </Button>
        <ModeBadge mode={status.data?.mode} />
        <div className="glances">
          <Glances />
        </div>
        <span className="filler" />
        <Wellness />
        <Button look="quiet" icon className="wide-only" aria-label="Keys" title="Keys (?)" onClick={() => setHelp(true)}>
          <Keyboard size={16} aria-hidden />
        </Button>
        <Button look="quiet" icon className="wide-only" aria-label={theme === 'dark' ? 'Light theme' : 'Dark theme'} onClick={() => setTheme(theme === 'dark' ? 'light' : 'dark')}>
          {theme === 'dark' ? <Sun size={16} aria-hidden /> : <Moon size={16} aria-hidden />}
        </Button>
        <UserButton />
        <KillButton risk={risk.data} isOld={isRiskOld} may={isTrader} />
      </header>
      <main className="main" id="main" tabIndex={-1}>
        <div className="banners">
          <Banners killed={killText(risk.data)} toldAt={isRiskOld ? risk.dataUpdatedAt : null} may={isTrader} />
          <Restarted />
        </div>
        <Outlet />
      </main>
      <nav className="bottom-nav" aria-label="Pages">
        {['/', '/orders', '/positions', '/strategies'].map(path => {
          const page = pages.find(p => p.path === path)!, Icon = page.icon;
          return (
            <NavLink key={path} to={path} end={path === '/'}>
              <Icon size={18} aria-hidden />
              {page.text}
            </NavLink>
          );
        })}
        <button type="button" onClick={() => setMore(true)} aria-haspopup="dialog">
          <Menu size={18} aria-hidden />
          More
        </button>
      </nav>
      {isMore && (
        <Dialog title="Pages" onClose={() => setMore(false)}>
          <div className="more-list">
            {shown.map(({ path, text, icon: Icon }) => (
              <NavLink key={path} to={path} end={path === '/'}>
                <Icon size={18} aria-hidden /> {text}
              </NavLink>
            ))}
          </div>
          <div className="row spread">
            <Button onClick={() => setTheme(theme === 'dark' ? 'light' : 'dark')}>{theme === 'dark' ? 'Light theme' : 'Dark theme'}</Button>
            <Button onClick={() => void logOut()}>Log out</Button>
          </div>
        </Dialog>
      )}
      {isHelp && <HelpSheet onClose={() => setHelp(false)} />}
      <Questions />
      <Toasts />
    </div>
  );
}

function PageLinkItem({ page, starts, narrow }: { page: (typeof pages)[number]; starts: boolean; narrow: boolean }) {
  const Icon = page.icon;
  return (
    <>
      {starts && <div className="group">{narrow ? '' : page.group}</div>}
      <NavLink to={page.path} end={page.path === '/'} title={narrow ? page.text : `${page.text} (${page.keys})`} aria-label={page.text}>
        <Icon size={16} aria-hidden />
        <span className="text">{page.text}</span>
      </NavLink>
    </>
  );
}

function ModeBadge({ mode }: { mode: Mode | undefined }) {
  if (mode === undefined) return null;
  return (
    <Badge tone={mode === 'live' ? 'bad' : mode === 'paper' ? 'info' : 'warn'} title={modeTexts[mode]}>
      {/* On a phone the figures beside it need the room. */}
      {mode === 'simulated' ? <><span className="wide-only">SIMULATED</span><span className="phone-only">SIM</span></> : mode.toUpperCase()}
    </Badge>
  );
}

/** The figures that matter on every page. */
function Glances() {
  const pnl = useLive<Balance>('pnl');
  // Told each second, so that silence means something (useSilent).
  useLive('metrics');
  const status = useStatus(), quote = useQuote();
  const isSilent = useSilent(), isOverdue = useOverdue(status);
  const sessionNs = sessionTimeOf(status.data, Date.now());
  return (
    <>
      <span className={`glance ${(pnl.data ? isSilent : isOverdue) ? 'stale' : ''}`}>
        <span className="label" title={quote === null ? undefined : `In ${quote}, after all fees`}>
          P&amp;L{quote !== null && <span className="wide-only"> {quote}</span>}
        </span>
        <span className="value">
          <Gain value={pnl.data?.pnl ?? status.data?.pnl} />
        </span>
      </span>
      <span className={`glance wide-only ${isOverdue ? 'stale' : ''}`}>
        <span className="label">Orders</span>
        <span className="value">{status.data?.orders_live ?? '–'}</span>
      </span>
      <span className={`glance wide-only roomy ${isOverdue ? 'stale' : ''}`}>
        <span className="label">Events/s</span>
        <span className="value">{fixed(status.data?.events_per_second, 0)}</span>
      </span>
      {sessionNs !== null && (
        <span className={`glance wide-only ${isOverdue ? 'stale' : ''}`} title={sessionTimeText}>
          <span className="label">Session time</span>
          <span className="value">
            <span className="roomy">{dateTime(sessionNs).slice(0, 11)}</span>
            {dateTime(sessionNs).slice(11)}
          </span>
        </span>
      )}
    </>
  );
}

/** In a word whether all is well, and what isn't. What isn't heard of isn't well. */
function Wellness() {
  const connection = useStreamStatus(), { state, heardAt } = connection;
  const health = useHealth();
  const now = useNow();
  const isSilent = useSilent(), isOverdue = useOverdue(health);
  const alerts = health.data?.alerts;
  const [tone, text] =
    isLost(connection) ? (['bad', 'disconnected'] as const)
    : isSilent && heardAt > 0 ? (['bad', `not heard for ${lasting((now - heardAt) / 1000)}`] as const)
    : health.error instanceof Problem && health.error.status === 503 ? (['bad', 'down'] as const)
    : isOverdue || (health.error !== null && health.data === undefined) ? (['bad', 'not answering'] as const)
    : state !== 'up' || health.data === undefined ? (['', 'connecting'] as const)
    : alerts && alerts.critical > 0 ? (['bad', `${alerts.critical} critical`] as const)
    : health.data.connections.down > 0 ? (['bad', `${health.data.connections.down} down`] as const)
    : alerts && alerts.warning > 0 ? (['warn', `${alerts.warning} warning${alerts.warning > 1 ? 's' : ''}`] as const)
    : health.data.status !== 'ok' ? (['warn', health.data.status] as const)
    : (['good', 'all well'] as const);
  return (
    <NavLink to="/alerts" className="wellness" aria-label={`State: ${text}`} title={heardAt > 0 ? `${text}. Heard of the program ${lasting((now - heardAt) / 1000)} ago` : 'Not heard of the program yet'}>
      <span className={`dot ${tone}`} />
      <span className={tone === 'bad' ? 'danger' : tone === 'warn' ? 'warn' : 'muted'}>{text}</span>
    </NavLink>
  );
}

function UserButton() {
  const user = useSession(s => s.user);
  return (
    <span className="row wide-only topbar-user">
      <span className="muted nowrap roomy" title={user ? `Role ${user.role}` : ''}>
        {user?.username}
      </span>
      <Button look="quiet" icon aria-label="Log out" title="Log out" onClick={() => void logOut()}>
        <LogOut size={15} aria-hidden />
      </Button>
    </span>
  );
}

/** `toldAt`: when the kill was told of, by the wall's clock, where nothing newer comes; null: just now. */
function Banners({ killed, toldAt, may }: { killed: string | null; toldAt: number | null; may: boolean }) {
  const connection = useStreamStatus(), { why, heardAt } = connection;
  const now = useNow();
  return (
    <>
      {isLost(connection) && (
        <div className="banner warn" role="alert">
          The program cannot be reached{heardAt > 0 && `; what you see is ${lasting((now - heardAt) / 1000)} old`}. Trying again… <span className="faint">{why}</span>
        </div>
      )}
      {killed !== null && (
        <div className={`banner bad ${toldAt !== null ? 'old' : ''}`} role="alert">
          <span>
            {killed}
            {toldAt !== null && <> This is {lasting((Date.now() - toldAt) / 1000)} old: somebody may have armed it since.</>}
          </span>
          <ArmButton may={may} />
        </div>
      )}
    </>
  );
}
