/** A plot over time, in the colours of the theme. Loaded when it is first looked at. */
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useThemeColours } from './theme-colours.ts';
import { tickLabels } from './tick-labels.ts';

export interface PlotSeries {
  label: string;
  colour: 'accent' | 'warn' | 'ink';
  kind: 'bars' | 'points';
  values: readonly (number | undefined)[];
}

const HEIGHT = 200;

/** `times`: seconds, ascending. `format` writes the numbers of the left axis; functions must be stable. */
export default function Plot({
  times,
  range,
  series,
  label,
  format,
  steps,
  formatTime,
}: {
  times: readonly number[];
  /** Where the lower axis begins and ends, seconds. */
  range: readonly [number, number];
  series: readonly PlotSeries[];
  label: string;
  format: (value: number) => string;
  /** Steps of the left axis. */
  steps: readonly number[];
  /** Writes a moment of the lower axis; `step`: seconds between two of them. */
  formatTime: (seconds: number, step: number) => string;
}) {
  const box = useRef<HTMLDivElement>(null);
  const colours = useThemeColours();
  useEffect(() => {
    const element = box.current!;
    const axis = {
      stroke: colours.soft,
      grid: { stroke: colours.line, width: 1 },
      ticks: { stroke: colours.line, width: 1 },
      font: '12px system-ui, sans-serif',
    };
    const plot = new uPlot(
      {
        width: Math.max(200, element.clientWidth),
        height: HEIGHT,
        legend: { show: false },
        cursor: { show: false },
        scales: {
          x: { time: true, range: [...range] as [number, number] },
          y: { range: (_, __, max) => [0, Math.max(steps[0]! * 2, max * 1.1)] },
        },
        axes: [
          {
            ...axis,
            values: (_, ticks) =>
              tickLabels(ticks.map((tick) => formatTime(tick, (ticks[1] ?? 0) - ticks[0]!))),
          },
          { ...axis, size: 62, incrs: [...steps], values: (_, ticks) => ticks.map(format) },
        ],
        series: [
          {},
          ...series.map(({ label, colour, kind }) => ({
            label,
            stroke: colours[colour],
            ...(kind === 'bars'
              ? {
                  fill: colours[colour],
                  width: 0,
                  paths: uPlot.paths.bars!({ size: [0.7, 48] }),
                  points: { show: false },
                }
              : {
                  width: 0,
                  paths: () => null,
                  points: { show: true, size: 7, width: 2, fill: colours.card, stroke: colours[colour] },
                }),
          })),
        ],
      },
      [[...times], ...series.map(({ values }) => values.map((value) => value ?? null))] as uPlot.AlignedData,
      element,
    );
    const observer = new ResizeObserver(() =>
      plot.setSize({ width: Math.max(200, element.clientWidth), height: HEIGHT }),
    );
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.destroy();
    };
  }, [times, range, series, format, steps, formatTime, colours]);
  // Axes and bars run as time is read in the plot, not as the page is.
  return <div ref={box} role="img" aria-label={label} dir="ltr" className="w-full overflow-hidden" />;
}
