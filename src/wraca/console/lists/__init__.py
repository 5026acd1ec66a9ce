"""What every list of the console does alike: pages, filters, columns, files, saved views."""
