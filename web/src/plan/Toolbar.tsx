import { ActionIcon, Button, Group, SegmentedControl, Select, TextInput } from '@mantine/core'
import { DatePickerInput } from '@mantine/dates'

import { useI18n } from '@/i18n'
import { useCalendarLabels } from '@/ui/useCalendarLabels'

import { dayNumber, isoDate } from './days'
import type { DensityName } from './density'
import type { RoomFilter } from './rooms'
import type { Selection } from './useSelection'
import type { View } from './useView'
import type { Zoom } from './viewport'

interface Props {
  view: View
  types: readonly string[]
  filter: RoomFilter
  setFilter: (filter: RoomFilter) => void
  density: DensityName
  setDensity: (density: DensityName) => void
  /** None where the reader may only look. */
  selection: Selection | undefined
  /** The day is alone on the page: what shapes the plan has nothing to shape. */
  dayAlone: boolean
}

const ZOOM_NAMES: readonly Zoom[] = ['narrow', 'medium', 'wide']

/** Where the plan is, how wide, and which rooms. */
export function Toolbar({ dayAlone, ...shape }: Props) {
  const { view } = shape
  const { t, day } = useI18n()
  const labels = useCalendarLabels()
  const shown = day(isoDate(view.chosen))
  return (
    <Group gap="xs" mb="sm">
      <Group gap={4}>
        <ActionIcon
          variant="default"
          size="input-sm"
          aria-label={t('plan.before')}
          onClick={() => view.turn(-1)}
        >
          <span aria-hidden>‹</span>
        </ActionIcon>
        <Button variant="default" onClick={() => view.goTo(view.today)}>
          {t('plan.today')}
        </Button>
        <ActionIcon
          variant="default"
          size="input-sm"
          aria-label={t('plan.after')}
          onClick={() => view.turn(1)}
        >
          <span aria-hidden>›</span>
        </ActionIcon>
      </Group>
      <DatePickerInput
        aria-label={`${t('plan.day')}: ${shown}`}
        value={isoDate(view.chosen)}
        valueFormatter={() => shown}
        onChange={(date) => date && view.goTo(dayNumber(date))}
        w={140}
        ariaLabels={labels}
      />
      {!dayAlone && <Shape {...shape} />}
    </Group>
  )
}

function Shape({ view, types, filter, setFilter, density, setDensity, selection }: Omit<Props, 'dayAlone'>) {
  const { t } = useI18n()
  return (
    <>
      <SegmentedControl
        aria-label={t('plan.zoom')}
        value={view.zoom}
        onChange={(zoom) => view.setZoom(zoom)}
        data={ZOOM_NAMES.map((zoom) => ({ value: zoom, label: t(`plan.zoom.${zoom}`) }))}
      />
      <ActionIcon
        variant={density === 'dense' ? 'light' : 'default'}
        size="input-sm"
        aria-label={t('plan.dense')}
        title={t('plan.dense')}
        aria-pressed={density === 'dense'}
        onClick={() => setDensity(density === 'dense' ? 'roomy' : 'dense')}
      >
        <span aria-hidden>☰</span>
      </ActionIcon>
      {selection && (
        <ActionIcon
          variant={selection.choosing ? 'light' : 'default'}
          size="input-sm"
          aria-label={t('plan.select')}
          title={t('plan.select')}
          aria-pressed={selection.choosing}
          onClick={() => selection.setChoosing(!selection.choosing)}
        >
          <span aria-hidden>☑</span>
        </ActionIcon>
      )}
      <TextInput
        aria-label={t('plan.filter.name')}
        placeholder={t('plan.filter.name')}
        value={filter.text}
        onChange={({ currentTarget }) => setFilter({ ...filter, text: currentTarget.value })}
        w={150}
      />
      <Select
        aria-label={t('plan.filter.type')}
        placeholder={t('plan.filter.type')}
        value={filter.type}
        onChange={(type) => setFilter({ ...filter, type })}
        data={types}
        clearable
        w={170}
      />
    </>
  )
}
