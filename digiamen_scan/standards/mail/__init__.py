"""Who may send mail in a domain's name: SPF, DKIM and DMARC."""
