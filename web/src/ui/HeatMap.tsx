import { useEffect, useId, useMemo, useRef, useState, type ReactNode } from 'react';
import { colour, useTheme } from '../shell/theme';
import { heatInk, heatScale } from './heatColours';
import './heatMap.css';

export interface HeatMapProps {
  label: string;
  xName: string;
  yName: string;
  xs: readonly string[];
  ys: readonly string[];
  /** By row (y), then column (x); null: there is none. */
  values: readonly (readonly (number | null)[])[];
  text: (value: number) => string;
  /** What is said of a cell that is pointed at. */
  about: (row: number, column: number) => ReactNode;
  best?: readonly [row: number, column: number] | null;
  onPick?: (row: number, column: number) => void;
}

const rowHeight = 26, widestCell = 96, narrowestCell = 14, textFrom = 46, head = 18;

/** A figure over two axes. Teal above nothing, orange below; stronger is further from it. Arrow keys walk the cells, Enter picks one. */
export function HeatMap(props: HeatMapProps) {
  const { xs, ys, values } = props;
  const { theme } = useTheme();
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState(640);
  const [at, setAt] = useState<readonly [number, number] | null>(null);
  useEffect(() => {
    const watch = new ResizeObserver(([entry]) => setRoom(entry!.contentRect.width));
    watch.observe(box.current!);
    return () => watch.disconnect();
  }, []);
  const scale = useMemo(() => heatScale(values.flat().filter(v => v !== null), { up: colour('up'), down: colour('down'), ground: colour('panel') }), [values, theme]);
  const inks = useMemo(() => [colour('text'), colour('panel')], [theme]);
  const left = Math.min(150, 20 + 7 * Math.max(...ys.map(y => y.length), 2));
  const cell = Math.max(narrowestCell, Math.min(widestCell, Math.floor((room - left - 2) / xs.length)));
  const width = left + cell * xs.length + 2, height = head + rowHeight * ys.length + 2;
  // Names that would overlap are left out.
  const every = Math.max(1, Math.ceil((7 * Math.max(...xs.map(x => x.length), 1) + 6) / cell));
  const shown = at && at[0] < ys.length && at[1] < xs.length ? at : null;

  const walk = (e: React.KeyboardEvent) => {
    const [row, column] = shown ?? props.best ?? [0, 0];
    const step: Record<string, readonly [number, number]> = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
    const by = step[e.key];
    if (by) setAt([Math.max(0, Math.min(ys.length - 1, row + by[0])), Math.max(0, Math.min(xs.length - 1, column + by[1]))]);
    else if (e.key === 'Enter' || e.key === ' ') props.onPick?.(row, column);
    else return;
    e.preventDefault();
  };
  return (
    <div className="heat-map" ref={box}>
      <div className="names">
        <span>
          {ys.length > 1 && <>{props.yName} ↓&ensp;</>}
          {props.xName} →
        </span>
        <Legend scale={scale} text={props.text} />
      </div>
      <div className="scroll">
        <svg width={width} height={height} role="img" aria-label={props.label} aria-describedby={id} tabIndex={0} onKeyDown={walk} onPointerLeave={() => setAt(null)}>
          {xs.map((x, i) => (i % every === 0 ? (
            <text key={i} x={left + (i + 0.5) * cell} y={head - 5} textAnchor="middle" className="axis">
              {x}
            </text>
          ) : null))}
          {ys.map((y, row) => (
            <text key={row} x={left - 8} y={head + (row + 0.5) * rowHeight + 4} textAnchor="end" className="axis">
              {y}
            </text>
          ))}
          {values.map((line, row) =>
            line.map((value, column) => {
              const fill = value === null ? null : scale.of(value);
              return (
                <g key={`${row}/${column}`} onPointerEnter={() => setAt([row, column])} onClick={() => value !== null && props.onPick?.(row, column)} className={value === null ? 'none' : props.onPick ? 'pickable' : ''}>
                  <rect x={left + column * cell} y={head + row * rowHeight} width={cell - 1} height={rowHeight - 1} style={fill === null ? undefined : { fill }} />
                  {fill !== null && cell >= textFrom && (
                    <text x={left + (column + 0.5) * cell} y={head + (row + 0.5) * rowHeight + 4} textAnchor="middle" style={{ fill: heatInk(fill, inks) }}>
                      {props.text(value!)}
                    </text>
                  )}
                </g>
              );
            }),
          )}
          {props.best && <Frame at={props.best} left={left} cell={cell} name="best" />}
          {shown && <Frame at={shown} left={left} cell={cell} name="pointed" />}
        </svg>
      </div>
      <p className="about" id={id} aria-live="polite">
        {shown ? props.about(shown[0], shown[1]) : <span className="faint">Point at a cell, or walk with the arrow keys. The framed one is the best.</span>}
      </p>
    </div>
  );
}

function Frame({ at: [row, column], left, cell, name }: { at: readonly [number, number]; left: number; cell: number; name: string }) {
  return <rect className={name} x={left + column * cell - 0.5} y={head + row * rowHeight - 0.5} width={cell} height={rowHeight} />;
}

const legendSteps = 24;

function Legend({ scale, text }: { scale: ReturnType<typeof heatScale>; text: (value: number) => string }) {
  const { least, most } = scale;
  if (least === null || most === null) return null;
  return (
    <span className="legend" role="img" aria-label={`Colours from ${text(least)} to ${text(most)}`}>
      {text(least)}
      <svg width={legendSteps * 6} height={12} aria-hidden>
        {Array.from({ length: legendSteps }, (_, i) => (
          <rect key={i} x={i * 6} width={6} height={12} style={{ fill: scale.of(least + ((most - least) * i) / (legendSteps - 1)) }} />
        ))}
      </svg>
      {text(most)}
    </span>
  );
}
