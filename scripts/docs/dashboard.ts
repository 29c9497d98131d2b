/** `deploy/observability/dashboard.json`: what Grafana shows, from the table of panels. */
import { type Panel, rows } from './dashboard/panels.ts'

const perRow = 3
const width = 24 / perRow
const height = 8

const datasource = { type: 'prometheus', uid: '$datasource' }

const target = ([legendFormat, expr]: readonly [string, string], place: number) => ({
  datasource,
  refId: String.fromCharCode(65 + place),
  expr,
  legendFormat,
})

const panelOf = ({ title, about, unit, queries }: Panel, id: number, x: number, y: number) => ({
  id,
  type: 'timeseries',
  title,
  description: about,
  datasource,
  gridPos: { x, y, w: width, h: height },
  fieldConfig: { defaults: { unit, min: 0, custom: { lineWidth: 1, fillOpacity: 10 } }, overrides: [] },
  options: { legend: { displayMode: 'list', placement: 'bottom' }, tooltip: { mode: 'multi', sort: 'desc' } },
  targets: queries.map(target),
})

/** Rows of panels, one below the other. */
const layOut = (): object[] => {
  const laid: object[] = []
  let y = 0
  for (const [title, panels] of rows) {
    laid.push({
      id: laid.length + 1,
      type: 'row',
      title,
      collapsed: false,
      gridPos: { x: 0, y, w: 24, h: 1 },
      panels: [],
    })
    y++
    panels.forEach((panel, place) => {
      const line = Math.floor(place / perRow)
      laid.push(panelOf(panel, laid.length + 1, (place % perRow) * width, y + line * height))
    })
    y += Math.ceil(panels.length / perRow) * height
  }
  return laid
}

export const dashboard = (): object => ({
  uid: 'parley',
  title: 'Parley',
  tags: ['parley'],
  schemaVersion: 39,
  refresh: '30s',
  time: { from: 'now-3h', to: 'now' },
  templating: {
    list: [{ name: 'datasource', type: 'datasource', query: 'prometheus', label: 'Prometheus' }],
  },
  panels: layOut(),
})
