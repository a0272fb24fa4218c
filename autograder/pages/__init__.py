"""What people read in a browser or a spreadsheet: feedback, class report, plain site, exports. Trusted side."""
