//! Where a request came from, by the word of the proxies in front of this server.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

use axum::http::HeaderMap;
use ipnet::{IpNet, Ipv4Net};

use super::headers::FORWARDED_FOR;

/// A proxy, or a network of them, whose `X-Forwarded-For` is believed: `10.0.0.1`, `10.0.0.0/8`, `2001:db8::/32`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrustedProxy(IpNet);

impl FromStr for TrustedProxy {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let network = match text.parse::<IpAddr>() {
            Ok(address) => IpNet::from(address),
            Err(_) => text.parse().map_err(|_| {
                "must be an address, as in 10.0.0.1, or a network, as in 10.0.0.0/8".to_owned()
            })?,
        };
        // Not guessed which of the two was meant: it is about whom to believe.
        if network != network.trunc() {
            return Err(format!(
                "must be an address or a network: {network} is neither, its network is {}",
                network.trunc()
            ));
        }
        Ok(Self(canonical(network)))
    }
}

impl TrustedProxy {
    pub(super) fn is(&self, address: IpAddr) -> bool {
        self.0.contains(&address)
    }
}

/// IPv4 also where it was written as IPv6, as addresses are that are compared with it.
fn canonical(network: IpNet) -> IpNet {
    let IpNet::V6(v6) = network else { return network };
    let v4 = v6.addr().to_ipv4_mapped().zip(v6.prefix_len().checked_sub(96));
    v4.and_then(|(address, prefix)| Ipv4Net::new(address, prefix).ok()).map_or(network, IpNet::from)
}

/// Each proxy adds the address that it was called from at the end, so the list is read from there, for as long as
/// it was written by somebody on `proxies`.
pub(super) fn client(peer: IpAddr, headers: &HeaderMap, proxies: &[TrustedProxy]) -> IpAddr {
    let mut address = peer.to_canonical();
    let values: Vec<_> =
        headers.get_all(FORWARDED_FOR).iter().filter_map(|value| value.to_str().ok()).collect();
    for text in values.iter().flat_map(|value| value.split(',')).rev() {
        if !proxies.iter().any(|proxy| proxy.is(address)) {
            break;
        }
        match hop(text.trim()) {
            Some(hop) => address = hop.to_canonical(),
            None => break,
        }
    }
    address
}

/// An address as proxies write it: some with the port, and IPv6 in brackets.
fn hop(text: &str) -> Option<IpAddr> {
    let bare = || text.parse::<IpAddr>().ok();
    let with_port = || text.parse::<SocketAddr>().ok().map(|hop| hop.ip());
    let in_brackets = || {
        let inside = text.strip_prefix('[')?.strip_suffix(']')?;
        inside.parse::<Ipv6Addr>().ok().map(IpAddr::from)
    };
    bare().or_else(with_port).or_else(in_brackets)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn through(peer: &str, forwarded: &[&'static str]) -> String {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", value.parse().unwrap());
        }
        let proxies = ["10.0.0.1", "10.1.0.0/16", "2001:db8::/32", "::ffff:172.16.0.0/108"]
            .map(|proxy| proxy.parse().unwrap());
        client(peer.parse().unwrap(), &headers, &proxies).to_string()
    }

    #[test]
    fn only_a_trusted_proxy_is_believed() {
        assert_eq!(through("203.0.113.9", &["198.51.100.1"]), "203.0.113.9");
        assert_eq!(through("10.0.0.2", &["198.51.100.1"]), "10.0.0.2");
        assert_eq!(through("10.0.0.1", &["198.51.100.1"]), "198.51.100.1");
        assert_eq!(through("10.0.0.1", &["rubbish"]), "10.0.0.1");
        assert_eq!(through("10.0.0.1", &["198.51.100.1, unknown"]), "10.0.0.1");
        assert_eq!(through("10.0.0.1", &[]), "10.0.0.1");
    }

    #[test]
    fn several_in_a_row_are_read_back_to_the_first_that_is_not_trusted() {
        // The client's own claim stands before what the proxies wrote.
        assert_eq!(through("10.0.0.1", &["1.2.3.4, 198.51.100.1", "10.1.2.3"]), "198.51.100.1");
        assert_eq!(through("10.1.9.9", &["1.2.3.4, 198.51.100.1, 2001:db8::7, 172.16.3.4"]), "198.51.100.1");
        assert_eq!(through("::ffff:10.0.0.1", &["::ffff:198.51.100.1"]), "198.51.100.1");
        assert_eq!(through("10.1.0.1", &["10.1.0.2, 10.1.0.3"]), "10.1.0.2", "all of them are proxies");
    }

    #[test]
    fn a_port_and_brackets_are_no_part_of_the_address() {
        for (written, address) in [
            ("198.51.100.1:49152", "198.51.100.1"),
            ("[2001:db9::1]:443", "2001:db9::1"),
            ("[2001:db9::1]", "2001:db9::1"),
            ("2001:db9::1", "2001:db9::1"),
            (" 198.51.100.1:1 ", "198.51.100.1"),
            ("[::ffff:198.51.100.1]:443", "198.51.100.1"),
        ] {
            let written: &'static str = written;
            assert_eq!(through("10.0.0.1", &[written]), address, "{written}");
            assert_eq!(through("10.0.0.1", &[written, "10.1.0.1:8080"]), address, "{written}");
        }
        for rubbish in ["198.51.100.1:", "198.51.100.1:99999", "[198.51.100.1]", "[2001:db9::1", ":443", "[]"]
        {
            assert_eq!(through("10.0.0.1", &[rubbish]), "10.0.0.1", "{rubbish}");
        }
    }

    #[test]
    fn a_network_is_written_as_one() {
        for right in ["10.0.0.1", "::1", "10.0.0.0/8", "0.0.0.0/0", "2001:db8::/32", "10.0.0.1/32"] {
            assert!(right.parse::<TrustedProxy>().is_ok(), "{right}");
        }
        for wrong in ["10.0.0.0/33", "10.0.0", "proxy.example", "", "10.0.0.0/"] {
            let told = wrong.parse::<TrustedProxy>().unwrap_err();
            assert_eq!(told, "must be an address, as in 10.0.0.1, or a network, as in 10.0.0.0/8", "{wrong}");
        }
        for (wrong, network) in [("10.0.0.1/8", "10.0.0.0/8"), ("::1/64", "::/64")] {
            let told = wrong.parse::<TrustedProxy>().unwrap_err();
            assert!(told.ends_with(&format!("its network is {network}")), "{told}");
        }
    }
}
