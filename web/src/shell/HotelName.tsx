import { useQuery } from '@apollo/client/react'
import { Text } from '@mantine/core'

import { HotelDocument } from '@/gql/graphql'

/** What the house is called, where there is room for it. */
export function HotelName() {
  const { data } = useQuery(HotelDocument, { fetchPolicy: 'cache-only' })
  if (!data?.hotel.name) return null
  return (
    <Text size="sm" c="dimmed" truncate visibleFrom="lg" style={{ flexShrink: 100 }}>
      {data.hotel.name}
    </Text>
  )
}
