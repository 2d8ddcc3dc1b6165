import { Activity, ArrowLeftRight, ChartCandlestick, ClipboardList, FlaskConical, Gauge, Grid3x3, History, LayoutDashboard, Layers, ListTree, ScrollText, Search, Settings, ShieldAlert, Wallet, Zap, type LucideIcon } from 'lucide-react';
import type { Role } from '../api/types';

export interface PageLink { path: string; text: string; icon: LucideIcon; group: string; keys: string; role?: Role }

/** Where one can go, in the order of the side bar. */
export const pages: PageLink[] = [
  { path: '/', text: 'Dashboard', icon: LayoutDashboard, group: '', keys: 'g d' },
  { path: '/orders', text: 'Orders', icon: ClipboardList, group: 'Trading', keys: 'g o' },
  { path: '/positions', text: 'Positions', icon: Wallet, group: 'Trading', keys: 'g p' },
  { path: '/strategies', text: 'Strategies', icon: ListTree, group: 'Trading', keys: 'g s' },
  { path: '/risk', text: 'Risk', icon: ShieldAlert, group: 'Trading', keys: 'g r' },
  { path: '/screener', text: 'Screener', icon: Search, group: 'Market', keys: 'g m' },
  { path: '/charts', text: 'Charts', icon: ChartCandlestick, group: 'Market', keys: 'g c' },
  { path: '/ladder', text: 'Ladder', icon: Layers, group: 'Market', keys: 'g l' },
  { path: '/depth', text: 'Depth map', icon: Grid3x3, group: 'Market', keys: 'g h' },
  { path: '/backtests', text: 'Backtests', icon: FlaskConical, group: 'Research', keys: 'g b' },
  { path: '/sweeps', text: 'Sweeps', icon: ArrowLeftRight, group: 'Research', keys: 'g w' },
  { path: '/latency', text: 'Latency', icon: Gauge, group: 'System', keys: 'g t' },
  { path: '/alerts', text: 'Alerts', icon: Activity, group: 'System', keys: 'g e' },
  { path: '/recovery', text: 'Recovery', icon: History, group: 'System', keys: 'g y' },
  { path: '/audit', text: 'Audit', icon: ScrollText, group: 'System', keys: 'g a' },
  { path: '/faults', text: 'Faults', icon: Zap, group: 'System', keys: 'g f', role: 'admin' },
  { path: '/settings', text: 'Settings', icon: Settings, group: 'System', keys: 'g ,' },
];
