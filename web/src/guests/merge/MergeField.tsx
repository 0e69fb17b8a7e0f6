import { Badge, Group, Radio, SimpleGrid, Text } from '@mantine/core'

import { useI18n } from '@/i18n'
import { useWording } from '@/nouns/useWording'

import { type GuestField, guestNoun } from '../noun'
import { type Pair, type Side, sidesOf, valueOf } from './choices'

interface Props {
  field: GuestField
  pair: Pair
  side: Side | undefined
  /** Somebody has changed it since it was chosen. */
  again: boolean
  onChoose: (side: Side) => void
}

/** Whose value a field takes. */
export function MergeField({ field, pair, side, again, onChoose }: Props) {
  const { t } = useI18n()
  const wording = useWording(guestNoun)
  const sides = sidesOf(field, pair)
  return (
    <Radio.Group
      label={
        <Group gap="xs" mb={6} component="span">
          {wording.label(field)}
          {again && (
            <Badge size="sm" color="orange" variant="light">
              {t('editing.conflict.new')}
            </Badge>
          )}
        </Group>
      }
      value={side ?? null}
      onChange={(chosen) => onChoose(chosen)}
    >
      <SimpleGrid cols={{ base: 1, sm: sides.length }} spacing="sm">
        {sides.map((one) => {
          const value = valueOf(field, one, pair)
          return (
            <Radio.Card key={one} value={one} p="xs" aria-label={t(`guest.merge.${one}`)}>
              <Group wrap="nowrap" align="flex-start" gap="sm">
                <Radio.Indicator mt={2} />
                <div>
                  <Text size="xs" c="dimmed">
                    {t(`guest.merge.${one}`)}
                  </Text>
                  <Text
                    size="sm"
                    component="div"
                    lineClamp={6}
                    style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}
                  >
                    {wording.text(field, value, pair.kept)}
                  </Text>
                </div>
              </Group>
            </Radio.Card>
          )
        })}
      </SimpleGrid>
    </Radio.Group>
  )
}
