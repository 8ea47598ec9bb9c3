"""What packet filters let in: nftables, iptables, ufw and firewalld."""
