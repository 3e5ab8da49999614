//! The examples of AWS's own documentation ("Authenticating Requests: AWS Signature Version 4", S3).

use super::*;

/// 20130524T000000Z, `us-east-1`, the documentation's own keys.
fn signature() -> Signature<'static> {
    let by = Credentials::new("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", None, None, "test");
    Signature { service: S3, by, region: "us-east-1", at: SystemTime::UNIX_EPOCH + Duration::from_hours(380_376) }
}

fn request(method: &str, path: &str, headers: &[(&str, &str)], body: &'static [u8]) -> Request<Bytes> {
    let request = Request::builder().method(method).uri(format!("https://examplebucket.s3.amazonaws.com/{path}"));
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    request.body(Bytes::from_static(body)).unwrap()
}

fn ends(request: Request<Bytes>, signature: &str) {
    let authorization = request.headers()["authorization"].to_str().unwrap();
    assert!(authorization.ends_with(&format!("Signature={signature}")), "{authorization}");
}

#[test]
fn a_read_is_signed_as_aws_writes_it() {
    let read = signature().call(request("GET", "test.txt", &[("range", "bytes=0-9")], b"")).unwrap();
    ends(read, "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
}

#[test]
fn a_write_is_signed_as_aws_writes_it() {
    let headers = [("date", "Fri, 24 May 2013 00:00:00 GMT"), ("x-amz-storage-class", "REDUCED_REDUNDANCY")];
    let written = signature().call(request("PUT", "test%24file.text", &headers, b"Welcome to Amazon S3.")).unwrap();
    ends(written, "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
}

#[test]
fn an_address_is_signed_as_aws_writes_it() {
    let life = Duration::from_hours(24);
    let address = signature().address(request("GET", "test.txt", &[], b""), life).unwrap().uri().to_string();
    let (_, signed) = address.split_once("X-Amz-Signature=").unwrap();
    assert!(signed.starts_with("aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"), "{address}");
}

#[test]
fn a_roles_token_goes_along_and_is_signed() {
    let by = Credentials::new("ASIAEXAMPLE", "secret", Some("a token".into()), None, "test");
    let read = Signature { by: by.clone(), ..signature() }.call(request("GET", "a.jpg", &[], b"")).unwrap();
    assert_eq!(read.headers()["x-amz-security-token"], "a token");
    assert!(read.headers()["authorization"].to_str().unwrap().contains("x-amz-security-token"));
    let address = Signature { by, ..signature() }.address(request("GET", "a.jpg", &[], b""), Duration::from_mins(1));
    assert!(address.unwrap().uri().query().unwrap().contains("X-Amz-Security-Token=a%20token"));
}
