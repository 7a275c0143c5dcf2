"""What SAS, SPSS and Stata files have in common: one library reads them, numbers stand for dates, codes for answers."""
