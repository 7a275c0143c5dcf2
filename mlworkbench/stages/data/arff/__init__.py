"""ARFF, the format of Weka: declared attributes, then rows."""
